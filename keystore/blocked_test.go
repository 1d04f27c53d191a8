package keystore

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestABlockedCallIsGivenUpAsLockedAfterTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := newStubborn()
		s := over(lib)
		start := time.Now()
		_, err := s.Get(context.Background(), "openai")
		wantKind(t, err, Locked)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v does not wrap the deadline", err)
		}
		if waited := time.Since(start); waited != Timeout { // virtual time: exact
			t.Errorf("waited %v, want %v", waited, Timeout)
		}
		close(lib.open)
	})
}

func TestABlockedCallEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := newStubborn()
		s := over(lib)
		ctx, cancel := context.WithCancel(context.Background())
		errs := make(chan error)
		go func() { errs <- s.Set(ctx, "openai", "k") }()
		synctest.Wait()
		cancel()
		err := <-errs
		wantKind(t, err, Unknown)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v does not wrap the cancelling", err)
		}
		close(lib.open)
	})
}

func TestAContextThatIsOverCallsNothing(t *testing.T) {
	lib := newStubborn()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := over(lib).Get(ctx, "openai")
	wantKind(t, err, Unknown)
	if calls := lib.made(); len(calls) != 0 {
		t.Errorf("calls %v, want none", calls)
	}
}

func TestCallsBehindABlockedOneWaitAndMakeNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := newStubborn()
		lib.secrets["openai"] = "k1"
		s := over(lib)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				_, err := s.Get(context.Background(), "openai")
				wantKind(t, err, Locked)
			})
		}
		wg.Wait()
		_, err := s.Get(context.Background(), "openai") // the dialog is still open
		wantKind(t, err, Locked)
		if calls := lib.made(); len(calls) != 1 {
			t.Fatalf("calls %v, want one", calls)
		}

		close(lib.open) // the person has typed the password at last
		got, err := s.Get(context.Background(), "openai")
		if err != nil || got != "k1" {
			t.Errorf("after the unlocking: %q, %v", got, err)
		}
		if lib.most != 1 {
			t.Errorf("%d calls at a time, want 1", lib.most)
		}
	})
}

func TestACallThatWaitedIsMadeWhenTheBlockedOneEndsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := newStubborn()
		s := over(lib)
		time.AfterFunc(Timeout/2, func() { close(lib.open) })
		var wg sync.WaitGroup
		for _, account := range []string{"a", "b", "c"} {
			wg.Go(func() {
				if err := s.Set(context.Background(), account, "secret of "+account); err != nil {
					t.Errorf("%s: %v", account, err)
				}
			})
		}
		wg.Wait()
		if len(lib.secrets) != 3 || lib.most != 1 {
			t.Errorf("stored %v with %d calls at a time", lib.secrets, lib.most)
		}
	})
}

func TestOneCancelledDialogAnswersAllWhoWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := over(newStubborn())
		dialogs, cancelled := 0, make(chan struct{})
		s.os.unlock = func(bool) error {
			dialogs++
			<-cancelled
			return &Error{Kind: Locked, Err: errors.New("cancelled")}
		}
		var wg sync.WaitGroup
		for _, account := range []string{"a", "b", "c", "d"} {
			wg.Go(func() {
				_, err := s.Get(context.Background(), account)
				wantKind(t, err, Locked)
				if e := new(Error); !errors.As(err, &e) || e.Op != "get" {
					t.Errorf("%v does not name its operation", err)
				}
			})
		}
		synctest.Wait()
		close(cancelled)
		wg.Wait()
		if dialogs != 1 {
			t.Errorf("%d dialogs, want 1", dialogs)
		}
	})
}

func TestAWriteThatWasReportedAsFailedIsNotDoneAtALateUnlocking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := newStubborn()
		close(lib.open)
		s := over(lib)
		typed := make(chan struct{})
		s.os.unlock = func(bool) error { <-typed; return nil }
		wantKind(t, s.Set(context.Background(), "openai", "k1"), Locked)
		close(typed)
		synctest.Wait()
		if calls := lib.made(); len(calls) != 0 {
			t.Errorf("calls %v, want none", calls)
		}
		_, err := s.Get(context.Background(), "openai")
		wantKind(t, err, NotFound)
	})
}

func TestALateSetDoesNotMakeTheCacheLie(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := newStubborn()
		lib.secrets["openai"] = "old"
		gate := lib.open
		close(gate)
		c := Cached(over(lib))
		ctx := context.Background()
		if got, err := c.Get(ctx, "openai"); err != nil || got != "old" {
			t.Fatalf("%q, %v", got, err)
		}

		lib.open = make(chan struct{})
		wantKind(t, c.Set(ctx, "openai", "new"), Locked)
		if got, err := c.Get(ctx, "openai"); err != nil || got != "old" {
			t.Errorf("while the keychain is blocked: %q, %v; want the last known secret", got, err)
		}
		close(lib.open) // the Set gets through, long after its caller was told that it failed
		synctest.Wait()
		if got, err := c.Get(ctx, "openai"); err != nil || got != "new" {
			t.Errorf("after the late Set: %q, %v; want what the keychain holds", got, err)
		}
	})
}

func TestWithoutAKeychainNothingWaitsBehindABlockedCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := newStubborn()
		s := over(lib)
		go func() { _, _ = s.Get(context.Background(), "openai") }()
		synctest.Wait()
		s.os.ready = func() error { return &Error{Kind: Missing} }
		start := time.Now()
		wantKind(t, s.Set(context.Background(), "openai", "k"), Missing)
		if waited := time.Since(start); waited != 0 {
			t.Errorf("waited %v", waited)
		}
		close(lib.open)
	})
}
