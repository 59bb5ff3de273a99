"""What a list says, compared with register and ledger and brought into them by SQL."""
