"""What is typed on the main path: the fictional visit and message."""

PHONE, REFERENCE = "0812-3456-7890", "HAI-2026-0042"
QUESTION_TO_HEAD, TRIED = "Bank belum mengirim konfirmasi; apa langkahnya?", "Sudah dicek di SAKTI dan OM SPAN."
HEAD_ANSWER = "Salurkan kembali setelah ralat rekening."
NOTES = ("Rekening koran sudah diminta.", "Saldo sedang dicocokkan.")
TYPED = ("Mengapa SPM kontraktual ditolak?", "Mengapa retur belum disalurkan?", "LPJ ditolak karena beda saldo.",
         QUESTION_TO_HEAD, TRIED, HEAD_ANSWER, *NOTES, "Dewi Lestari")  # fmt: skip
