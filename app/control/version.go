package control

import (
	"net/http"

	"keyport/assets"
)

// versionHeader tells Keyport which version the program on the other end of the
// socket is of: after an upgrade a new window may meet the old Keyport, and the
// reverse.
const versionHeader = "Keyport-Version"

// saving are the calls in which a whole settings value is handed over. A program
// of an older version would lose what it does not know of.
var saving = map[string]bool{routeSave: true}

// tooOld refuses a save by a program of an older version than this one.
func tooOld(r *http.Request) *Error {
	version := r.Header.Get(versionHeader)
	if !saving[r.URL.Path] || !assets.NewerVersion(assets.Version, version) {
		return nil
	}
	return &Error{Code: CodeReadOnly, Message: assets.T("errors.older_program", "old", version, "version", assets.Version)}
}

// WindowVersion is the version of the window program that is connected; "" when
// none is, or it does not say.
func (s *Server) WindowVersion() string { return s.window.of() }
