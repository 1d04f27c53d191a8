package keystore

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

func init() {
	scenarios["dialog answered late"] = dialogAnsweredLate
	scenarios["dialog cancelled"] = dialogCancelled
	scenarios["asked quietly"] = askedQuietly
	scenarios["nobody to ask"] = nobodyToAsk
	scenarios["ended in a dialog"] = endedInADialog
	scenarios["delete confirmed"] = deleteConfirmed
	scenarios["delete cancelled"] = deleteCancelled
	scenarios["bus gone in a delete"] = busGoneInADelete
}

// impatient is the system store with less time, so that a scenario can wait for
// its end.
func impatient() *system {
	return &system{lib: goKeyring{}, os: thisPlatform(), timeout: 300 * time.Millisecond}
}

// asTheTray makes the signals that a tray icon causes on the connection which it
// shares with go-keyring: the bus tells it that it now owns a name.
func asTheTray() error {
	conn, err := dbus.SessionBus()
	if err != nil {
		return err
	}
	_, err = conn.RequestName("org.kde.StatusNotifierItem-1-1", dbus.NameFlagDoNotQueue)
	return err
}

func dialogAnsweredLate(ctx context.Context, p *peer) error {
	s := impatient()
	_, err := s.Get(ctx, "openai")
	if err := errors.Join(fails(err, Locked), asTheTray()); err != nil {
		return err
	}
	for range 3 {
		_, err := s.Get(ctx, "openai")
		if err := errors.Join(fails(err, Locked), fails(s.Set(ctx, "openai", "never written"), Locked)); err != nil {
			return err
		}
	}
	return errors.Join(
		p.pause(), // the password is typed
		holds(ctx, System(), "openai", "k1"),
		holds(ctx, s, "openai", "k1"),
	)
}

func dialogCancelled(ctx context.Context, p *peer) error {
	atOnce = 0
	s := System()
	_, err := s.Get(ctx, "openai")
	if !errors.Is(err, ErrCancelled) {
		return fmt.Errorf("not told as cancelled: %w", err)
	}
	return fails(err, Locked)
}

// askedQuietly is what a retry does that nobody has caused: it opens no dialog,
// and finds the keyring open once somebody else has opened it.
func askedQuietly(ctx context.Context, p *peer) error {
	s, quiet := System(), Quietly(ctx)
	for range 3 {
		_, err := s.Get(quiet, "openai")
		if err := errors.Join(fails(err, Locked), fails(s.Set(quiet, "openai", "never written"), Locked)); err != nil {
			return err
		}
		if errors.Is(err, ErrCancelled) {
			return errors.New("nobody was asked, so nobody has cancelled")
		}
	}
	return errors.Join(
		p.pause(), // somebody unlocks it
		holds(quiet, s, "openai", "k1"),
	)
}

// nobodyToAsk is a service that cannot show dialogs yet.
func nobodyToAsk(ctx context.Context, p *peer) error {
	atOnce = time.Hour
	_, err := System().Get(ctx, "openai")
	if errors.Is(err, ErrCancelled) {
		return errors.New("taken for a person's answer")
	}
	return fails(err, Locked)
}

func endedInADialog(ctx context.Context, p *peer) error {
	s := System()
	_, err := s.Get(ctx, "openai")
	_, again := s.Get(ctx, "openai")
	return errors.Join(fails(err, Missing), fails(again, Missing))
}

func deleteConfirmed(ctx context.Context, p *peer) error {
	return System().Delete(ctx, "openai")
}

func deleteCancelled(ctx context.Context, p *peer) error {
	s := System()
	return errors.Join(fails(s.Delete(ctx, "openai"), Refused), holds(ctx, s, "openai", "k1"))
}

func busGoneInADelete(ctx context.Context, p *peer) error {
	s := System()
	_, err := s.Get(ctx, "openai")
	return errors.Join(err, fails(s.Delete(ctx, "openai"), Missing), fails(s.Delete(ctx, "openai"), Missing))
}

// withItem starts a fake service that holds a secret.
func withItem(t *testing.T) (*session, *fakeService) {
	t.Helper()
	s := newSession(t)
	f := newFakeService(t, s)
	store := s.conn.Object(secretsName, loginPath).Call(collectionIface+".CreateItem", 0, map[string]dbus.Variant{},
		struct {
			Session           dbus.ObjectPath
			Parameters, Value []byte
			ContentType       string
		}{"/", []byte{}, []byte("k1"), "text/plain"}, true)
	if store.Err != nil {
		t.Fatal(store.Err)
	}
	return s, f
}

func TestADialogIsShownOnceHoweverOftenAndLongItIsWaitedFor(t *testing.T) {
	s, f := withItem(t)
	f.set(func() { f.shut = true })
	play(t, "dialog answered late", s.env(), func() { f.answer(true) })
	if n := f.shown(); n != 1 {
		t.Errorf("%d dialogs, want 1", n)
	}
}

func TestACancelledDialogLeavesTheKeyringLocked(t *testing.T) {
	for _, name := range []string{"dialog cancelled", "nobody to ask"} {
		t.Run(name, func(t *testing.T) {
			s, f := withItem(t)
			f.set(func() { f.shut = true })
			go func() { <-f.opened; f.answer(false) }()
			play(t, name, s.env())
			if n := f.shown(); n != 1 {
				t.Errorf("%d dialogs, want 1", n)
			}
		})
	}
}

func TestQuietQuestionsOpenNoDialog(t *testing.T) {
	s, f := withItem(t)
	f.set(func() { f.shut = true })
	play(t, "asked quietly", s.env(), func() { f.set(func() { f.shut = false }) })
	if n := f.shown(); n != 0 {
		t.Errorf("%d dialogs, want none", n)
	}
}

func TestAServiceThatDiesWithItsDialogOpenIsMissing(t *testing.T) {
	s, f := withItem(t)
	f.set(func() { f.shut = true })
	go func() { <-f.opened; _ = f.conn.Close() }()
	play(t, "ended in a dialog", s.env())
}

func TestABusThatDiesWithADialogOpenIsMissing(t *testing.T) {
	for name, scenario := range map[string]string{
		"unlocking": "ended in a dialog",
		"deleting, where go-keyring waits itself": "bus gone in a delete",
	} {
		t.Run(name, func(t *testing.T) {
			s, f := withItem(t)
			f.set(func() { f.shut, f.asks = name == "unlocking", true })
			go func() { <-f.opened; _ = s.bus.Process.Kill() }()
			play(t, scenario, s.env())
		})
	}
}

func TestAKeyringThatDoesNotExistIsMissing(t *testing.T) {
	s, f := withItem(t)
	f.set(func() { f.empty = true })
	play(t, "nothing answers", s.env())
}

func TestDeletingIsDoneWhenTheDialogSaysYes(t *testing.T) {
	for name, yes := range map[string]bool{"delete confirmed": true, "delete cancelled": false} {
		t.Run(name, func(t *testing.T) {
			s, f := withItem(t)
			f.set(func() { f.asks = true })
			go func() { <-f.opened; f.answer(yes) }()
			play(t, name, s.env())
		})
	}
}
