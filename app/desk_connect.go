package app

import (
	"context"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"keyport/app/connect"
	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/proxy/secret"
)

// Guides implements control.API. A name that another app has gets a number.
func (d *desk) Guides(context.Context) ([]control.GuideCard, error) {
	cards := connect.Cards(d.here())
	for i := range cards {
		cards[i].Name = d.freeName(cards[i].Name)
	}
	return cards, nil
}

func (d *desk) here() connect.Here {
	if d.computer != nil {
		return *d.computer
	}
	return connect.ThisComputer()
}

func (d *desk) freeName(name string) string {
	clients := d.effective().Clients
	taken := func(name string) bool {
		return slices.ContainsFunc(clients, func(c settings.Client) bool { return strings.EqualFold(c.Name, name) })
	}
	free := name
	for n := 2; taken(free); n++ {
		free = name + " " + strconv.Itoa(n)
	}
	return free
}

// Guide implements control.API. It touches no secret, so a locked keychain does not matter.
func (d *desk) Guide(ctx context.Context, client, kind string) (control.Guide, error) {
	s, err := d.setting(ctx, client)
	if err != nil {
		return control.Guide{}, err
	}
	g, ok := connect.Guide(d.kindOf(client, kind), s)
	if !ok {
		return g, noSuchGuide()
	}
	return g, nil
}

// GuideValue implements control.API.
func (d *desk) GuideValue(ctx context.Context, client, kind, value string) (secret.Secret, error) {
	if client == "" {
		return secret.Secret{}, invalid("client", assets.T("appchange.name_it"))
	}
	s, err := d.setting(ctx, client)
	if err != nil {
		return secret.Secret{}, err
	}
	access, err := d.Access(ctx, client)
	if err != nil {
		return secret.Secret{}, err
	}
	s.Password, s.Address = access.Password, access.Address
	text, ok := connect.Value(d.kindOf(client, kind), value, s)
	if !ok {
		return secret.Secret{}, noSuchGuide()
	}
	return secret.New(text), nil
}

// setting is what guides are filled in with, secrets left out.
func (d *desk) setting(ctx context.Context, client string) (connect.Setting, error) {
	effective := d.effective()
	s := connect.Setting{Client: client, Base: d.base(), Passthrough: effective.Access == settings.AccessPassthrough, GOOS: runtime.GOOS}
	if client != "" {
		if _, err := d.client(client); err != nil {
			return s, err
		}
	}
	if s.Base == "" { // the first run has not chosen yet; this is what it tries first
		s.Base = baseURL(settings.FirstPort, effective.Listen.Prefix)
	}
	if d.models != nil {
		s.Models = d.models(ctx)
	}
	return s, nil
}

// kindOf is the kind that was asked for, or the app's own.
func (d *desk) kindOf(client, kind string) string {
	if kind != "" {
		return kind
	}
	if c, err := d.client(client); err == nil && client != "" {
		return c.Kind
	}
	return settings.KindOther
}

func noSuchGuide() error {
	return &control.Error{Code: control.CodeNotFound, Message: assets.T("appchange.no_such_guide")}
}
