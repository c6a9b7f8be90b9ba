"""Values: text and ranges, shapes, contracts, conventions, the plan, findings, the snapshot. No files, no processes."""
