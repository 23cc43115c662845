"""Web addresses and feeds: fetched politely and safely, kept in the index, asked for again only if they changed."""
