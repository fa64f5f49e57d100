"""Environments to copy from; a wheel has them as `sallyport.examples`, a folder of plain files."""
