"""The bulk fold: the same trees over columns of claim lines. The only runner that imports numpy and pyarrow."""
