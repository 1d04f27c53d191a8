// Package connect is how an app is connected and how the connection is tried.
// A guide says step by step what to enter where, in the words of the program
// that it is about; a wiring test does over the real port what that program
// does, so that a person knows which link is missing. It knows nothing of how
// Keyport works inside, and nothing that it gives to be shown holds a secret.
package connect

import (
	"context"
	"net/http"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// Target is where a client connects. Without an Address and without a Password
// the steps that need one are left out.
type Target struct {
	Base     string // http://127.0.0.1:PORT{prefix}
	Address  string // the private address, used verbatim, as Copilot does
	Password string
	Model    string // the model to talk to; "" is the first of the list
}

// answerTime is how long Copilot waits for the first byte of a chat answer.
const answerTime = 120 * time.Second

// maxAnswer bounds what is read of one answer.
const maxAnswer = 8 << 20

// Test replays what an app of this kind does and calls each when a step begins
// and when it has ended. It stops at the first step that fails: the ones behind
// it could only fail for the same reason. A kind that is not known is any other program.
func Test(ctx context.Context, t Target, kind string, each func(control.Step)) {
	ways := replays[kind]
	if ways == nil {
		ways = replays[settings.KindOther]
	}
	tried := false
	for _, way := range ways {
		if way.address && t.Address == "" || !way.address && t.Password == "" {
			continue
		}
		tried = true
		newCheck(t, way, each).all(ctx)
	}
	if !tried {
		each(control.Step{Name: assets.T("check.step.access"), Detail: assets.T("check.no_access")})
	}
}

// replay is what a program does by one way in.
type replay struct {
	app     string            // its name, for sentences
	agent   string            // its User-Agent
	address bool              // by the private address, else by the password
	key     string            // the header of the password; "" is Authorization
	header  map[string]string // on every request
	steps   []step
}

// step is one request and what the program reads of the answer.
type step struct {
	name  string // its key in the texts
	run   func(*check, context.Context) (string, error)
	spare bool // the program works without it
}

type check struct {
	replay
	target Target
	root   string // where the program's base address points
	http   *http.Client
	each   func(control.Step)
	model  string
	listed []string
	spare  bool // of the step that runs
}

func newCheck(t Target, way replay, each func(control.Step)) *check {
	c := &check{replay: way, target: t, root: t.Base, each: each, model: t.Model, http: &http.Client{
		Transport: &http.Transport{DisableKeepAlives: true}, // no proxy: this is loopback
		// Copilot's fetcher does not follow redirects either.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if way.address {
		c.root = t.Address
	}
	return c
}

func (c *check) all(ctx context.Context) {
	for _, s := range c.steps {
		name := assets.T("check.step." + s.name)
		c.each(control.Step{Name: name, Running: true})
		c.spare = s.spare
		start := time.Now()
		detail, err := s.run(c, ctx)
		done := control.Step{Name: name, OK: err == nil, Detail: detail, Took: time.Since(start)}
		if err != nil {
			done.Detail, done.Spare = sentence(err), s.spare && ctx.Err() == nil
		}
		c.each(done)
		if err != nil && !done.Spare {
			return
		}
	}
}
