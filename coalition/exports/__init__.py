"""Bulk files: built aside, checked, published whole."""

from coalition.exports.building import (
    EDITION_FORMAT,
    BulkFile,
    build_export,
    find_file,
    find_published,
    list_editions,
    read_manifest,
    write_line,
)

__all__ = [
    "EDITION_FORMAT",
    "BulkFile",
    "build_export",
    "find_file",
    "find_published",
    "list_editions",
    "read_manifest",
    "write_line",
]
