"""Rows of texts as beneficiaries or payments, portion by portion; and what is wrong with others."""
