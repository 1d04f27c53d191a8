package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"keyport/assets"
	"keyport/proxy/secret"
)

// hostName is the only Host the socket answers to.
const hostName = "keyport"

// maxBody is far above the largest settings file that makes sense.
const maxBody = 4 << 20

// Server offers an API on the control socket.
type Server struct {
	api    API
	log    zerolog.Logger
	window window
	http   *http.Server
	base   context.Context
	cancel context.CancelFunc
}

// NewServer makes a server. attached, when not nil, is called whenever a window connects or leaves.
func NewServer(api API, log zerolog.Logger, attached func(bool)) *Server {
	s := &Server{api: api, log: log}
	s.window.changed = attached
	s.base, s.cancel = context.WithCancel(context.Background())
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.serve),
		ReadHeaderTimeout: 5 * time.Second,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return s.base },
		ErrorLog:          stdLog(s.log),
	}
	return s
}

// Serve answers on l until Close; it owns l.
func (s *Server) Serve(l net.Listener) error {
	if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close ends the server: waiting calls return, the window is let go, answers under way are finished within a second.
func (s *Server) Close() {
	s.window.detach()
	s.cancel()
	ctx, done := context.WithTimeout(context.Background(), time.Second)
	defer done()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close()
	}
}

// Show tells the attached window to show a page; false when there is none.
func (s *Server) Show(page string) bool { return s.window.show(page) }

// Attached reports whether a window is connected.
func (s *Server) Attached() bool { return s.window.attached() }

// Detach lets the window go, which ends it.
func (s *Server) Detach() { s.window.detach() }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if err := refuse(r); err != nil {
		s.log.Warn().Str("code", err.Code).Msg("control request refused")
		reply(w, nil, err)
		return
	}
	if r.URL.Path == routeAttach {
		s.attach(w, r)
		return
	}
	if r.URL.Path == routeTest {
		s.test(w, r)
		return
	}
	if err := tooOld(r); err != nil {
		reply(w, nil, err)
		return
	}
	m := methods[r.URL.Path]
	if m == nil {
		reply(w, nil, &Error{Code: CodeNotFound, Message: assets.T("errors.request_unknown")})
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		reply(w, nil, &Error{Code: CodeInvalid, Message: assets.T("errors.request_long"), Cause: err})
		return
	}
	out, err := m(r.Context(), s.api, body)
	if err != nil && r.Context().Err() == nil { // else nobody waits for the answer
		s.logError(r.URL.Path, err)
	}
	reply(w, out, err)
}

// refuse turns away what a browser would send. No browser can open a Unix
// socket; this is for the day when something forwards one to a port.
func refuse(r *http.Request) *Error {
	for name := range r.Header {
		if name == "Origin" || name == "Referer" || strings.HasPrefix(name, "Sec-Fetch-") {
			return &Error{Code: CodeForbidden, Message: "Web pages may not control Keyport."}
		}
	}
	if r.Host != hostName {
		return &Error{Code: CodeForbidden, Message: "This socket answers to the host name keyport only."}
	}
	if r.Method != http.MethodPost {
		return &Error{Code: CodeInvalid, Message: "This socket takes POST requests only."}
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != contentTypeJSON {
		return &Error{Code: CodeInvalid, Message: "This socket takes application/json only."}
	}
	return nil
}

// reply writes out, or err as an *Error. An error of another type is not for
// the person and may hold anything: it becomes one fixed sentence.
func reply(w http.ResponseWriter, out any, err error) {
	w.Header().Set("Content-Type", contentTypeJSON)
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		e := told(err)
		w.WriteHeader(httpStatus(e.Code))
		out = e
	}
	_ = json.NewEncoder(w).Encode(out)
}

func httpStatus(code string) int {
	switch code {
	case CodeInvalid:
		return http.StatusBadRequest
	case CodeForbidden:
		return http.StatusForbidden
	case CodeNotFound:
		return http.StatusNotFound
	case CodeConflict, CodeExists:
		return http.StatusConflict
	default:
		return http.StatusInternalServerError
	}
}

func (s *Server) logError(route string, err error) {
	var e *Error
	if !errors.As(err, &e) {
		s.log.Error().Str("route", route).Err(err).Msg("control request failed")
		return
	}
	if e.Code == CodeInternal || e.Cause != nil {
		s.log.Warn().Str("route", route).Str("code", e.Code).AnErr("cause", e.Cause).Msg("control request failed")
	}
}

// stdLog routes net/http's own complaints into the log.
func stdLog(l zerolog.Logger) *log.Logger {
	return log.New(l.With().Str("from", "control").Logger(), "", 0)
}

func newSecret(text string) Secret { return secret.New(text) }
