"""The names under which this module's jobs are written and found."""

IMPORT = "import_files"
QUEUE = "imports"
