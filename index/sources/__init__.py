"""Where articles come from: folders on this machine, web pages and feeds."""
