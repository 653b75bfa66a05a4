"""The families of pages: one module each, found by being here."""
