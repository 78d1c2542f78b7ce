"""`python -m vectorizer_conformance` is the command `vectorizer-conformance`."""

from vectorizer_conformance.cli import main

raise SystemExit(main())
