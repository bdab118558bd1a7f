"""Bulk files: built aside, checked, published whole."""

from coalition.exports.building import (
    BulkFile,
    build_export,
    find_file,
    read_manifest,
    write_line,
)

__all__ = ["BulkFile", "build_export", "find_file", "read_manifest", "write_line"]
