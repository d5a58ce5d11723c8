"""The dashboard reads one finished build of one bank and answers questions about it; it never imports pipelines."""
