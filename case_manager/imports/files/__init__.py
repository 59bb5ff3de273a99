"""A file, whatever its kind and encoding, as rows of texts under named columns."""
