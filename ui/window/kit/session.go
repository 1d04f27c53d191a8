package kit

import (
	"context"
	"strconv"
	"strings"

	"keyport/app/control"
)

// Session is what the window knows of the running Keyport: its settings and its
// state. Everything in it belongs to the user interface's goroutine. Settings
// are never changed in place: a change replaces the slices it touches, because
// the pages compare with what they loaded.
type Session struct {
	API    control.API
	View   control.SettingsView
	Loaded bool // View is there
	Status control.Status
	// OnSettings is called when the settings are others now, OnStatus when the status is another one. The frame sets both.
	OnSettings, OnStatus func()

	calls    *Calls
	fetching bool
}

// NewSession knows nothing yet; SetStatus is what makes it ask.
func NewSession(api control.API, calls *Calls) *Session {
	return &Session{API: api, OnSettings: func() {}, OnStatus: func() {}, calls: calls}
}

// SetStatus takes over the state. Every change of the settings comes with one,
// so they are read again; back says that Keyport answers again after a silence.
func (s *Session) SetStatus(st control.Status, back bool) {
	news := back || st.Version != s.Status.Version || !s.Loaded
	s.Status = st
	s.OnStatus()
	if news && !s.fetching {
		s.Fetch(nil)
	}
}

// Fetch reads the settings, for instance because the command line may have changed them.
func (s *Session) Fetch(done func(error)) {
	s.fetching = true
	Request(s.calls, QuickCall, s.API.Settings, func(v control.SettingsView, err error) {
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
func (s *Session) adopt(v control.SettingsView) {
	if s.Loaded && v.Revision == s.View.Revision {
		return
	}
	s.View, s.Loaded = v, true
	s.OnSettings()
}

// Save hands over the settings as change leaves them. When somebody else
// changed them meanwhile, the newer ones are loaded before done is told so.
func (s *Session) Save(change func(*control.Settings), done func(error)) {
	v := s.View
	change(&v.Settings)
	Request(s.calls, QuickCall,
		func(ctx context.Context) (control.SettingsView, error) { return s.API.SaveSettings(ctx, v) },
		func(saved control.SettingsView, err error) {
			switch {
			case err == nil:
				s.adopt(saved)
			case Code(err) == control.CodeConflict:
				s.Fetch(func(fetchErr error) {
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

// Upstream gives the state of the account of that name.
func (s *Session) Upstream(name string) (control.Upstream, bool) {
	for _, u := range s.Status.Upstreams {
		if u.Name == name {
			return u, true
		}
	}
	return control.Upstream{}, false
}

// App gives the state of the app of that name.
func (s *Session) App(name string) control.Client {
	for _, c := range s.Status.Clients {
		if c.Name == name {
			return c
		}
	}
	return control.Client{Name: name}
}

// Base is the address that apps reach Keyport under: the real one, or while it
// does not listen the one that the settings lead to.
func (s *Session) Base() string {
	if s.Status.Address != "" {
		return strings.TrimRight(s.Status.Address, "/")
	}
	return Address(s.View.Settings.Listen.Port, s.View.Settings.Listen.Prefix)
}

// Address is the base address that a port and a prefix lead to. It names
// 127.0.0.1, not "localhost", which some clients look up as ::1 first.
func Address(port int, prefix string) string {
	return "http://127.0.0.1:" + strconv.Itoa(port) + strings.TrimRight(prefix, "/")
}

// AppsOn names the apps that are switched on: those that notice when something changes.
func (s *Session) AppsOn() []string {
	var names []string
	for _, c := range s.View.Settings.Clients {
		if !c.Off {
			names = append(names, c.Name)
		}
	}
	return names
}

// Apps names all apps, in the order of the settings.
func (s *Session) Apps() []string {
	var names []string
	for _, c := range s.View.Settings.Clients {
		names = append(names, c.Name)
	}
	return names
}
