package kit

import "fyne.io/fyne/v2"

// Page is one page of the window. All methods belong to the user interface's goroutine.
type Page interface {
	// Content is what is shown; the same object every time.
	Content() fyne.CanvasObject
	// Load takes over Session.View: the settings are others now. What the person is typing stays.
	Load()
	// Show takes over Session.Status: the state is another one now.
	Show()
	// Leave is called when the page goes out of sight; shown secrets go with it.
	Leave()
}

// Finder is a page in which something can be found. Ctrl+F (Cmd+F on a Mac) calls Find.
type Finder interface{ Find() }

// Enterer is a page that does something only while it is in sight: Enter is
// called whenever it comes into sight, Page.Leave when that has ended.
type Enterer interface{ Enter() }
