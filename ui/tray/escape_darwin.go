package tray

// escape changes nothing: AppKit shows a title as it is.
func escape(label string) string { return label }
