"""What people take away: dumps, descriptions, tables, graphs for other stores."""
