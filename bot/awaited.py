"""What a citizen's next words may be about, beside a new wish: the values of `awaited_about`.

Nothing is a caseworker's question about anything.
"""

REMEDY, REMEDY_AGAIN, REMEDY_HEARD = "remedy", "remedy_again", "remedy_heard"
TOLD, REOPENED, CALL = "told", "reopened", "call"  # nobody waits any more, and more may follow
RATING, RATING_AGAIN = "rating", "rating_again"
LATELY = (TOLD, REOPENED, CALL, RATING, RATING_AGAIN)
