"""The order of an import's steps, whoever is killed, stopped or refused in between."""
