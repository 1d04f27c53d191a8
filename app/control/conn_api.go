package control

import (
	"context"
	"time"
)

// Status implements API.
func (c *Conn) Status(ctx context.Context) (Status, error) {
	return ask[Status](ctx, c, routeStatus, nothing{})
}

// WaitStatus implements API.
func (c *Conn) WaitStatus(ctx context.Context, seen uint64) (Status, error) {
	return ask[Status](ctx, c, routeWait, seenIn{seen})
}

// Pause implements API.
func (c *Conn) Pause(ctx context.Context, until time.Time) error {
	return tell(ctx, c, routePause, untilIn{until})
}

// Resume implements API.
func (c *Conn) Resume(ctx context.Context) error { return tell(ctx, c, routeResume, nothing{}) }

// OpenWindow implements API.
func (c *Conn) OpenWindow(ctx context.Context, page string) error {
	return tell(ctx, c, routeOpen, pageIn{page})
}

// Quit implements API.
func (c *Conn) Quit(ctx context.Context) error { return tell(ctx, c, routeQuit, nothing{}) }

// Settings implements API.
func (c *Conn) Settings(ctx context.Context) (SettingsView, error) {
	return ask[SettingsView](ctx, c, routeSettings, nothing{})
}

// SaveSettings implements API.
func (c *Conn) SaveSettings(ctx context.Context, view SettingsView) (SettingsView, error) {
	return ask[SettingsView](ctx, c, routeSave, view)
}

// RestoreSettings implements API.
func (c *Conn) RestoreSettings(ctx context.Context) (SettingsView, error) {
	return ask[SettingsView](ctx, c, routeRestore, nothing{})
}

// UseDemo implements API.
func (c *Conn) UseDemo(ctx context.Context, on bool) error {
	return tell(ctx, c, routeDemo, onIn{on})
}

// SetKey implements API.
func (c *Conn) SetKey(ctx context.Context, upstream string, key Secret) error {
	return tell(ctx, c, routeKeySet, keyIn{upstream, key.Reveal()})
}

// MoveKey implements API.
func (c *Conn) MoveKey(ctx context.Context, upstream string) error {
	return tell(ctx, c, routeKeyMove, nameIn{upstream})
}

// RemoveKey implements API.
func (c *Conn) RemoveKey(ctx context.Context, upstream string) error {
	return tell(ctx, c, routeKeyRemove, nameIn{upstream})
}

// CheckKey implements API.
func (c *Conn) CheckKey(ctx context.Context, check KeyCheck) (KeyResult, error) {
	return ask[KeyResult](ctx, c, routeKeyCheck, check)
}

// Access implements API.
func (c *Conn) Access(ctx context.Context, client string) (Access, error) {
	return ask[Access](ctx, c, routeAccess, nameIn{client})
}

// AddClient implements API.
func (c *Conn) AddClient(ctx context.Context, name string) (Access, error) {
	return ask[Access](ctx, c, routeAdd, nameIn{name})
}

// RotateClient implements API.
func (c *Conn) RotateClient(ctx context.Context, client, what string, options ...RotateOption) (Access, error) {
	return ask[Access](ctx, c, routeRotate, rotateIn{client, what, options})
}

// RemoveClient implements API.
func (c *Conn) RemoveClient(ctx context.Context, client string) error {
	return tell(ctx, c, routeRemove, nameIn{client})
}

// Import implements API.
func (c *Conn) Import(ctx context.Context, env string) (ImportReport, error) {
	return ask[ImportReport](ctx, c, routeImport, textIn{env})
}

// CheckClient implements API.
func (c *Conn) CheckClient(ctx context.Context, client string) ([]Step, error) {
	return ask[[]Step](ctx, c, routeCheck, nameIn{client})
}

// Models implements API.
func (c *Conn) Models(ctx context.Context) ([]Model, error) {
	return ask[[]Model](ctx, c, routeModels, nothing{})
}
