package window

import (
	"context"
	"strings"

	"keyport/app/control"
)

// session is what the window knows of the running Keyport: its settings and its
// state. Everything in it belongs to the user interface's goroutine. Settings
// are never changed in place: a change replaces the slices it touches, because
// the pages compare with what they loaded.
type session struct {
	api    control.API
	calls  *calls
	view   control.SettingsView
	loaded bool
	status control.Status

	fetching bool
	changed  func() // the settings are others now
}

// fetch reads the settings, for instance because the command line may have changed them.
func (s *session) fetch(done func(error)) {
	s.fetching = true
	request(s.calls, quickCall, s.api.Settings, func(v control.SettingsView, err error) {
		s.fetching = false
		if err == nil {
			s.adopt(v)
		}
		if done != nil {
			done(err)
		}
	})
}

// adopt takes over a settings view unless it is the one at hand.
func (s *session) adopt(v control.SettingsView) {
	if s.loaded && v.Revision == s.view.Revision {
		return
	}
	s.view, s.loaded = v, true
	s.changed()
}

// save hands over the settings as change leaves them. When somebody else
// changed them meanwhile, the newer ones are loaded before done is told so.
func (s *session) save(change func(*control.Settings), done func(error)) {
	v := s.view
	change(&v.Settings)
	request(s.calls, quickCall,
		func(ctx context.Context) (control.SettingsView, error) { return s.api.SaveSettings(ctx, v) },
		func(saved control.SettingsView, err error) {
			switch {
			case err == nil:
				s.adopt(saved)
			case code(err) == control.CodeConflict:
				s.fetch(func(fetchErr error) {
					if fetchErr != nil {
						err = fetchErr
					}
					done(err)
				})
				return
			}
			done(err)
		})
}

// saveSentence says how a save failed.
func saveSentence(err error) string {
	switch code(err) {
	case control.CodeConflict:
		return T("save.conflict")
	case control.CodeInvalid:
		if len(fieldErrors(err)) > 0 {
			return T("save.fields")
		}
	}
	return sentence(err)
}

// upstream gives the state of the account of that name.
func (s *session) upstream(name string) (control.Upstream, bool) {
	for _, u := range s.status.Upstreams {
		if u.Name == name {
			return u, true
		}
	}
	return control.Upstream{}, false
}

// client gives the state of the app of that name.
func (s *session) client(name string) control.Client {
	for _, c := range s.status.Clients {
		if c.Name == name {
			return c
		}
	}
	return control.Client{Name: name}
}

// base is the address that apps reach Keyport under: the real one, or while it
// does not listen the one that the settings lead to.
func (s *session) base() string {
	if s.status.Address != "" {
		return strings.TrimRight(s.status.Address, "/")
	}
	return address(s.view.Settings.Listen.Port, s.view.Settings.Listen.Prefix)
}
