package keystore

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

var scenarios = map[string]scenario{
	"nothing answers":      nothingAnswers,
	"set, get, delete":     setGetDelete,
	"killed and restarted": killedAndRestarted,
	"locked":               locked,
}

// oddSecrets are texts that a keychain could spoil.
var oddSecrets = []string{
	"sk-test-1234", "", " spaces ", "two\nlines\n", "Ünï 名 🔑", "not utf-8 \xff\xfe", "nul \x00 byte",
	strings.Repeat("k", MaxSecret),
}

func holds(ctx context.Context, s Store, account, want string) error {
	if got, err := s.Get(ctx, account); err != nil || got != want {
		return fmt.Errorf("%s is %q, %w; want %q", account, got, err, want)
	}
	return nil
}

func fails(err error, want Kind) error {
	var e *Error
	if !errors.As(err, &e) || e.Kind != want {
		return fmt.Errorf("error %w, want one of kind %v", err, want)
	}
	return nil
}

// nothingAnswers is for sessions without a keychain.
func nothingAnswers(ctx context.Context, _ *peer) error {
	s := System()
	_, err := s.Get(ctx, "openai")
	return errors.Join(
		fails(err, Missing),
		fails(s.Set(ctx, "openai", "k"), Missing),
		fails(s.Delete(ctx, "openai"), Missing),
	)
}

func setGetDelete(ctx context.Context, p *peer) error {
	s := System()
	_, err := s.Get(ctx, "openai")
	if err := errors.Join(fails(err, NotFound), s.Delete(ctx, "openai")); err != nil {
		return err
	}
	for _, secret := range oddSecrets {
		if err := errors.Join(s.Set(ctx, "openai", secret), holds(ctx, s, "openai", secret)); err != nil {
			return err
		}
	}
	if err := errors.Join(
		s.Set(ctx, "openai", "sk-test-1234"),
		s.Set(ctx, "VS Code's 名", "password"),
		holds(ctx, s, "openai", "sk-test-1234"),
		p.pause(), // secret-tool finds it
		s.Delete(ctx, "openai"),
		holds(ctx, s, "VS Code's 名", "password"),
	); err != nil {
		return err
	}
	_, err = s.Get(ctx, "openai")
	if err := fails(err, NotFound); err != nil {
		return err
	}
	if s.Describe() != "your login keyring" {
		return fmt.Errorf("described as %q", s.Describe())
	}
	return nil
}

func killedAndRestarted(ctx context.Context, p *peer) error {
	s := System()
	c := Cached(s)
	if err := errors.Join(s.Set(ctx, "other", "o"), c.Set(ctx, "openai", "k1"), p.pause()); err != nil { // killed
		return err
	}
	_, err := s.Get(ctx, "openai")
	_, err2 := c.Get(ctx, "other")
	if err := errors.Join(
		fails(err, Missing),
		fails(s.Set(ctx, "openai", "k2"), Missing),
		fails(err2, Missing),
		holds(ctx, c, "openai", "k1"),
		p.pause(), // restarted
		holds(ctx, s, "openai", "k1"),
		holds(ctx, c, "other", "o"),
		c.Set(ctx, "openai", "k3"),
		holds(ctx, s, "openai", "k3"),
	); err != nil {
		return err
	}
	return nil
}

func locked(ctx context.Context, p *peer) error {
	s := System()
	c := Cached(s)
	if err := errors.Join(c.Set(ctx, "openai", "k1"), p.pause()); err != nil { // locked
		return err
	}
	_, err := s.Get(ctx, "openai")
	return errors.Join(
		fails(err, Locked),
		fails(s.Set(ctx, "openai", "k2"), Locked),
		fails(s.Delete(ctx, "openai"), Locked),
		holds(ctx, c, "openai", "k1"),
		p.pause(), // a daemon with the open keyring is back
		holds(ctx, s, "openai", "k1"),
	)
}
