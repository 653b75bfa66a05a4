"""The kinds of documents that can be read, one module each: ``read(name, data)`` returns its ``SourceDocumentText``."""
