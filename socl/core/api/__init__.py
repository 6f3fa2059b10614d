"""The manners of the REST face: problem documents, strict parsing, idempotency keys, cursors, aware times."""
