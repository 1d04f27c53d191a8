// Package app is the running application: it puts settings, keychain, proxy,
// listeners and control socket together, knows which goroutine belongs to whom,
// and says in one sentence how things stand. It knows no wire format of any
// client and draws nothing; the tray and the window reach it through app/control.
package app

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"keyport/app/activity"
	"keyport/app/control"
	"keyport/app/settings"
	"keyport/app/update"
	"keyport/assets"
	"keyport/keystore"
	"keyport/proxy"
	"keyport/proxy/secret"
)

// Options say how Keyport is started. The zero value is the tray program with
// everything at its usual place.
type Options struct {
	// Settings is the settings file; "" is settings.DefaultPath.
	Settings string
	// Listen is the port of this run instead of the saved one; nil takes the saved one, 0 any free port.
	Listen *int
	// Keystore holds the secrets; nil is the keychain of the operating system.
	Keystore keystore.Store
	// Demo makes the built-in demo upstream the only one of this run.
	Demo bool
	// CatalogFile keeps the lists of models over a restart, see CatalogPath; "" is none.
	CatalogFile string
	// Environment is what variables say; see ReadEnvironment.
	Environment Environment
	// CrashFile gets what Go says of a crash of the program, see CrashPath; "" is none.
	CrashFile string
	// NeedPort ends Run when the port is taken. The tray program goes on without, and tries again.
	NeedPort bool
	// ControlDir is the folder of the control socket; "" is control.Dir.
	ControlDir string
	// WindowProgram is the program that shows the window; "" looks beside this program, then in PATH.
	WindowProgram string
	// Language is the operating system's, as package locale gives it: what "system"
	// in the settings means. "" is English.
	Language string
	// Updates is where this copy hears of newer versions, see update.Built; the zero value is nowhere.
	Updates update.Source
	// UpdateFile keeps what it has heard, see UpdatePath; "" keeps it in memory.
	UpdateFile string
	// Version is Keyport's own version.
	Version string
	// Processors lets the number of requests in flight decide how many processors the whole program uses.
	Processors bool
	// Log gets what happens; Redactor, when set, stands before its writer and is told every secret.
	Log      zerolog.Logger
	Redactor *Redactor

	// For tests: the clock that old passwords end by, and how long the notice of wrong ones stays.
	now         func() instant
	triesQuiet  time.Duration
	savePause   time.Duration     // between two tries to write the settings
	updateFirst time.Duration     // before the first look for a newer version
	updateWay   http.RoundTripper // to the site of the update notice
	// starts says whether a program file can be started in the place of this one; nil asks it for its version.
	starts func(ctx context.Context, program string) error
}

// Keyport is the application. It implements control.API.
type Keyport struct {
	*desk
	opts Options
	log  zerolog.Logger

	seat   *control.Seat
	proxy  *proxy.Handler
	server *control.Server
	group  *group
	hub    *hub
	health *health

	processors *processors // nil: the number stays

	activity  *activity.Log
	recapture chan struct{} // tells the clock of the recording that it has changed

	ready   chan struct{} // closed when Run has come as far as it will without more luck
	loaded  chan struct{} // closed when the keychain was asked for everything once
	retry   chan struct{} // asks for another try at the port
	rewake  chan struct{} // tells the pause clock that the pause has changed
	resweep chan struct{} // tells the clock of old passwords that there may be other ones
	tries   chan time.Time
	unlock  chan struct{} // asks the keychain once more, with its dialog
	saving  chan struct{} // the settings could not be written
	limits  chan struct{} // a provider has asked for a pause
	publish sync.Mutex    // one publication at a time, so that the last one wins
	telling sync.Mutex    // the same for what is told of newer versions
	clock   func() time.Time
	born    time.Time

	mu       sync.Mutex // guards what follows, and is never held over I/O
	door     *door
	doors    map[*door]bool // this one and those that still drain
	port     int            // of this run: what Options.Listen chose
	paused   bool
	until    time.Time // zero: until resumed
	quitting bool      // QuitWhenIdle
	again    *again    // to be started anew afterwards; nil: not
	// installed is the newer version that lies on the disk while this one runs, "" for none.
	installed string
	problems  map[string]problem
	starting  bool
	answered  bool // the keychain has said something, good or bad
	asking    bool // it may have a dialog open for us
	tray      bool // a tray shows the icon
	window    windowState
}

var _ control.API = (*Keyport)(nil)

// New takes the seat of the one Keyport of this person, reads the settings and
// makes what Run runs. It fails with control.CodeExists when Keyport runs
// already. Close gives everything back.
func New(opts Options) (*Keyport, error) {
	seat, err := control.Lock(opts.ControlDir)
	if err != nil {
		return nil, err
	}
	k := &Keyport{
		opts: opts, log: opts.Log, seat: seat,
		group: newGroup(opts.Redactor.Guard), health: newHealth(), activity: activity.New(), recapture: make(chan struct{}, 1),
		ready: make(chan struct{}), loaded: make(chan struct{}),
		retry: make(chan struct{}, 1), rewake: make(chan struct{}, 1),
		resweep: make(chan struct{}, 1), tries: make(chan time.Time, 1),
		unlock: make(chan struct{}, 1), saving: make(chan struct{}, 1), limits: make(chan struct{}, 1),
		clock: time.Now, born: time.Now(),
		doors: map[*door]bool{}, problems: map[string]problem{}, starting: true,
	}
	if opts.Processors {
		k.processors = newProcessors()
	}
	k.health.now = func() time.Time { return k.clock() }
	k.health.news = func() { nudge(k.limits) }
	if err := k.build(); err != nil {
		_ = seat.Close()
		return nil, err
	}
	k.keepCrashes()
	return k, nil
}

func (k *Keyport) build() error {
	store, report, err := openSettings(k.opts.Settings)
	if err != nil {
		return err
	}
	if k.opts.Keystore == nil {
		k.opts.Keystore = keystore.System()
	}
	mask := k.activity.Mask
	if k.opts.Redactor != nil {
		mask = func(secrets ...secret.Secret) {
			k.opts.Redactor.Add(secrets...)
			k.activity.Mask(secrets...)
		}
	}
	k.desk = &desk{
		store:    store,
		override: k.override,
		verify:   k.verify,
		reloaded: k.reloaded,
		wrote:    k.wrote,
		changed:  k.secretsChanged,
		base:     k.base,
		renamed:  k.health.rename,
		models:   k.usableModels,
		forget:   k.health.forget,
	}
	overridden, given := k.opts.Environment.decide(store.Current(), report.FirstRun)
	k.fields = overridden
	k.noteFlags()
	for _, key := range k.opts.Environment.found {
		mask(key)
	}
	k.vault = newVault(k.opts.Keystore, given, mask)
	if k.opts.now != nil {
		k.vault.now = k.opts.now
	}
	if k.opts.triesQuiet == 0 {
		k.opts.triesQuiet = triesQuiet
	}
	if k.opts.savePause == 0 {
		k.opts.savePause = savePause
	}
	k.checker = k.newChecker(k.opts, k.log.With().Str("from", "updates").Logger(), func() {
		k.tellUpdates()
		k.hubTouch() // it may have been asked, with nothing new
	})
	k.speak() // before the first sentence
	k.reportSettings(report)
	cfg, err := k.config()
	if err != nil {
		return &control.Error{Code: control.CodeInvalid, Message: assets.T("errors.settings_why", "why", err.Error()), Cause: err}
	}
	if k.proxy, err = proxy.New(cfg, k.log.With().Str("from", "proxy").Logger()); err != nil {
		return &control.Error{Code: control.CodeInvalid, Message: assets.T("errors.settings_why", "why", err.Error()), Cause: err}
	}
	k.known = k.proxy.KnownModels
	k.activity.From(k.proxy)
	k.tellUpdates()
	k.hub = newHub(k.compute)
	k.server = control.NewServer(k, k.log, func(bool) { k.windowChanged() })
	return nil
}

// Close gives back what New took. Run must have returned, or never been called.
func (k *Keyport) Close() error {
	k.group.end(nil)
	k.proxy.Close()
	k.forgetCrashes()
	return k.seat.Close()
}

// Handler is the proxy, for tests that need no port.
func (k *Keyport) Handler() http.Handler { return k.proxy }

// Guard runs a part of the program so that its panic prints no secret. The program ends all the same.
func (k *Keyport) Guard(fn func()) { k.opts.Redactor.Guard(fn) }

// Log is the log of this run.
func (k *Keyport) Log() zerolog.Logger { return k.log }

// Ready is closed once Keyport listens and knows its secrets, or knows why not
// and goes on trying. It stays open when Run fails before.
func (k *Keyport) Ready() <-chan struct{} { return k.ready }

// override puts flags and variables on top of the file.
func (k *Keyport) override(s settings.Settings) settings.Settings {
	s = k.opts.Environment.apply(s)
	if k.opts.Demo {
		demo := demoUpstream()
		demo.Models = []string{"*"}
		s.Upstreams = []settings.Upstream{demo}
	}
	if k.opts.Listen != nil {
		k.mu.Lock()
		s.Listen.Port = k.port
		k.mu.Unlock()
	}
	return s
}

func (k *Keyport) noteFlags() {
	if k.fields == nil {
		k.fields = map[string]string{}
	}
	if k.opts.Listen != nil {
		k.port = *k.opts.Listen
		k.fields["listen.port"] = "--listen"
	}
	if k.opts.Demo {
		k.fields["upstream"] = "--demo"
	}
}

// Quit implements control.API.
func (k *Keyport) Quit(context.Context) error {
	k.mu.Lock()
	k.again = nil
	k.mu.Unlock()
	k.log.Info().Msg("asked to quit")
	k.group.cancel(nil)
	return nil
}

// Status implements control.API.
func (k *Keyport) Status(context.Context) (control.Status, error) {
	now, _ := k.hub.current()
	return now, nil
}

// WaitStatus implements control.API.
func (k *Keyport) WaitStatus(ctx context.Context, seen uint64) (control.Status, error) {
	return k.hub.wait(ctx, seen)
}

// TrayHost tells Keyport whether a tray shows its icon. Without one the window
// is the only thing to be seen, and says so.
func (k *Keyport) TrayHost(there bool) {
	k.mu.Lock()
	k.tray = there
	k.mu.Unlock()
	switch {
	case there:
		k.solve(problemNoTray)
	case !slices.Contains(k.store.Current().Notices.Hide, problemNoTray):
		k.raise(problemNoTray, problem{text: "no_tray", quiet: true, page: control.PageOverview, action: control.ActionTrayHelp, second: control.ActionDismiss})
	}
}
