"""Generated from openapi.yaml by vectorizer-codegen. Do not edit."""
