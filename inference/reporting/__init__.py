"""HTML reports that are one file each: templates, pictures and plots inside them."""
