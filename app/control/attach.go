package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"

	"keyport/assets"
)

// WindowComes is the name of a variable in the environment of a Keyport that the
// window program has started: a window is on its way, none is to be opened.
const WindowComes = "KEYPORT_WINDOW_COMES"

// pageLine is one line of the held connection of a window: which page to show.
type pageLine struct {
	Show string `json:"show"`
}

// window is the one window that may be connected. A second window would show
// the same things and save over the first.
type window struct {
	mu      sync.Mutex
	pages   chan string   // nil when no window is connected
	gone    chan struct{} // closed to let the window go
	version string        // of its program
	changed func(bool)
}

func (w *window) attached() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pages != nil
}

// of gives the version of the window that is connected.
func (w *window) of() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.version
}

// take connects a window; nil when one is connected already.
func (w *window) take(version string) (pages chan string, gone chan struct{}) {
	w.mu.Lock()
	if w.pages != nil {
		w.mu.Unlock()
		return nil, nil
	}
	pages, gone = make(chan string, 1), make(chan struct{})
	w.pages, w.gone, w.version = pages, gone, version
	w.mu.Unlock()
	w.tell(true)
	return pages, gone
}

func (w *window) leave() {
	w.mu.Lock()
	w.pages, w.gone, w.version = nil, nil, ""
	w.mu.Unlock()
	w.tell(false)
}

func (w *window) detach() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gone != nil {
		close(w.gone)
		w.gone = nil
	}
}

// show hands the page to the window; of pages not yet fetched the newest wins,
// so nobody ever waits for a window that has stopped reading.
func (w *window) show(page string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pages == nil || w.gone == nil {
		return false
	}
	select {
	case <-w.pages:
	default:
	}
	w.pages <- page
	return true
}

func (w *window) tell(on bool) {
	if w.changed != nil {
		w.changed(on)
	}
}

// attach holds the connection of a window open and writes a line for every page to show.
func (s *Server) attach(rw http.ResponseWriter, r *http.Request) {
	// net/http watches for the end of the connection only once the body was read.
	_, _ = io.Copy(io.Discard, http.MaxBytesReader(rw, r.Body, maxBody))
	pages, gone := s.window.take(r.Header.Get(versionHeader))
	if pages == nil {
		reply(rw, nil, &Error{Code: CodeExists, Message: assets.T("errors.window_open")})
		return
	}
	defer s.window.leave()
	rw.Header().Set("Content-Type", "application/x-ndjson")
	flush := http.NewResponseController(rw)
	if flush.Flush() != nil { // the headers tell the window that it is connected
		return
	}
	lines := json.NewEncoder(rw)
	for {
		select {
		case page := <-pages:
			if lines.Encode(pageLine{page}) != nil || flush.Flush() != nil {
				return
			}
		case <-gone:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// AttachWindow makes the caller the window of the running Keyport and holds the
// connection. show is called, on this goroutine, for every page that is asked
// for (page may be ""). It returns nil when ctx ends, CodeExists when another
// window is open, and CodeNotRunning once Keyport has ended.
func (c *Conn) AttachWindow(ctx context.Context, show func(page string)) error {
	resp, err := c.send(ctx, routeAttach, nothing{})
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		var line pageLine
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return &Error{Code: CodeInternal, Message: assets.T("errors.said"), Cause: err}
		}
		show(line.Show)
	}
	if ctx.Err() != nil {
		return nil
	}
	cause := lines.Err()
	if cause == nil || errors.Is(cause, io.ErrUnexpectedEOF) {
		cause = io.EOF
	}
	return &Error{Code: CodeNotRunning, Message: assets.T("errors.ended"), Cause: cause}
}
