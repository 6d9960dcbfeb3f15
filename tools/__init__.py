"""Scripts that make files of this project: docs, pictures, the gazetteer."""
