"""The conformance adapter: lets a test suite make calls through this client over JSON lines.

python -m vectorizer_client.conformance sync|async [--transport NAME]
"""
