package control

import (
	"context"
	"encoding/json"
	"time"

	"keyport/assets"
)

// The routes of the socket. Server and Conn share these names, so they cannot drift apart.
const (
	routeStatus     = "/status"
	routeWait       = "/status/wait"
	routePause      = "/pause"
	routeResume     = "/resume"
	routeOpen       = "/window/open"
	routeAttach     = "/window/attach"
	routeQuit       = "/quit"
	routeSettings   = "/settings"
	routeSave       = "/settings/save"
	routeRestore    = "/settings/restore"
	routeDemo       = "/demo"
	routeKeySet     = "/key/set"
	routeKeyMove    = "/key/move"
	routeKeyRemove  = "/key/remove"
	routeKeyCheck   = "/key/check"
	routeAccess     = "/client/access"
	routeAdd        = "/client/add"
	routeRotate     = "/client/rotate"
	routeRemove     = "/client/remove"
	routeCheck      = "/client/check"
	routeImport     = "/import"
	routeModels     = "/models"
	contentTypeJSON = "application/json"
)

// The bodies of the requests. Keys are plain text here: a Secret writes itself
// as [redacted], and this socket is the one place where keys travel.
type (
	nothing  struct{}
	seenIn   struct{ Seen uint64 }
	untilIn  struct{ Until time.Time }
	pageIn   struct{ Page string }
	onIn     struct{ On bool }
	nameIn   struct{ Name string }
	keyIn    struct{ Upstream, Key string }
	rotateIn struct {
		Client, What string
		Options      []RotateOption
	}
	textIn struct{ Text string }
)

type method func(ctx context.Context, api API, body []byte) (any, error)

// call makes a method of a function from one JSON body to another.
func call[In, Out any](fn func(context.Context, API, In) (Out, error)) method {
	return func(ctx context.Context, api API, body []byte) (any, error) {
		var in In
		if len(body) > 0 {
			if err := json.Unmarshal(body, &in); err != nil {
				return nil, &Error{Code: CodeInvalid, Message: assets.T("errors.request"), Cause: err}
			}
		}
		return fn(ctx, api, in)
	}
}

// act is call for what answers with nothing but success.
func act[In any](fn func(context.Context, API, In) error) method {
	return call(func(ctx context.Context, api API, in In) (nothing, error) { return nothing{}, fn(ctx, api, in) })
}

// methods is what the socket offers, each route a method of API.
var methods = join(coreMethods, activityMethods, appsMethods, autostartMethods, connectMethods, foundMethods, generalMethods, modelsMethods, networkMethods, problemMethods, quitMethods, updatesMethods)

// join puts the methods of several areas together. Two methods for one route are a broken build.
func join(areas ...map[string]method) map[string]method {
	all := map[string]method{}
	for _, area := range areas {
		for route, m := range area {
			if all[route] != nil {
				panic("control: two methods for " + route)
			}
			all[route] = m
		}
	}
	return all
}

var coreMethods = map[string]method{
	routeStatus: call(func(ctx context.Context, a API, _ nothing) (Status, error) { return a.Status(ctx) }),
	routeWait:   call(func(ctx context.Context, a API, in seenIn) (Status, error) { return a.WaitStatus(ctx, in.Seen) }),
	routePause:  act(func(ctx context.Context, a API, in untilIn) error { return a.Pause(ctx, in.Until) }),
	routeResume: act(func(ctx context.Context, a API, _ nothing) error { return a.Resume(ctx) }),
	routeOpen:   act(func(ctx context.Context, a API, in pageIn) error { return a.OpenWindow(ctx, in.Page) }),
	routeQuit:   act(func(ctx context.Context, a API, _ nothing) error { return a.Quit(ctx) }),

	routeSettings: call(func(ctx context.Context, a API, _ nothing) (SettingsView, error) { return a.Settings(ctx) }),
	routeSave: call(func(ctx context.Context, a API, in SettingsView) (SettingsView, error) {
		return a.SaveSettings(ctx, in)
	}),
	routeRestore: call(func(ctx context.Context, a API, _ nothing) (SettingsView, error) {
		return a.RestoreSettings(ctx)
	}),
	routeDemo: act(func(ctx context.Context, a API, in onIn) error { return a.UseDemo(ctx, in.On) }),

	routeKeySet:    act(func(ctx context.Context, a API, in keyIn) error { return a.SetKey(ctx, in.Upstream, newSecret(in.Key)) }),
	routeKeyMove:   act(func(ctx context.Context, a API, in nameIn) error { return a.MoveKey(ctx, in.Name) }),
	routeKeyRemove: act(func(ctx context.Context, a API, in nameIn) error { return a.RemoveKey(ctx, in.Name) }),
	routeKeyCheck:  call(func(ctx context.Context, a API, in KeyCheck) (KeyResult, error) { return a.CheckKey(ctx, in) }),

	routeAccess: call(func(ctx context.Context, a API, in nameIn) (Access, error) { return a.Access(ctx, in.Name) }),
	routeAdd:    call(func(ctx context.Context, a API, in nameIn) (Access, error) { return a.AddClient(ctx, in.Name) }),
	routeRotate: call(func(ctx context.Context, a API, in rotateIn) (Access, error) {
		return a.RotateClient(ctx, in.Client, in.What, in.Options...)
	}),
	routeRemove: act(func(ctx context.Context, a API, in nameIn) error { return a.RemoveClient(ctx, in.Name) }),
	routeCheck:  call(func(ctx context.Context, a API, in nameIn) ([]Step, error) { return a.CheckClient(ctx, in.Name) }),

	routeImport: call(func(ctx context.Context, a API, in textIn) (ImportReport, error) { return a.Import(ctx, in.Text) }),
	routeModels: call(func(ctx context.Context, a API, _ nothing) ([]Model, error) { return a.Models(ctx) }),
}
