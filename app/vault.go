package app

import (
	"context"
	"strings"
	"sync"

	"keyport/keystore"
	"keyport/proxy/secret"
)

// vault holds every secret of this run: read once from the keychain, or given
// by a variable, which beats the keychain. A keychain that stops answering
// later takes nothing away.
type vault struct {
	mask func(...secret.Secret) // tells the log's redactor
	now  func() instant

	mu      sync.Mutex
	store   keystore.Store
	items   map[string]item
	given   map[string]secret.Secret // by flag or variable, for this run
	session bool                     // there is no keychain: secrets live as long as this run
	away    keystore.Store           // the keychain that was not there, and may come yet; nil while it is asked
	chosen  map[string]bool          // accounts that the person has set or cleared while it was away
	seen    bool                     // the keychain has answered, so it exists
	asked   bool                     // load has come to an end once, good or bad
	apart   bool                     // the person wants it left alone in this run
	turn    int                      // counts the changes of store: what one was asked is no answer of the next
	strict  bool                     // fail rather than go on in memory: for a command that ends at once
}

// item is what is known of one account. Kind says why there is no text; it is
// NotFound for an account that is empty or was never asked for.
type item struct {
	text   secret.Secret
	kind   keystore.Kind
	learnt instant
}

func newVault(store keystore.Store, given map[string]secret.Secret, mask func(...secret.Secret)) *vault {
	if given == nil {
		given = map[string]secret.Secret{}
	}
	v := &vault{mask: mask, now: newClock(), store: store, items: map[string]item{}, given: given}
	for account, s := range given {
		v.hide(account, s)
	}
	return v
}

// hide keeps a secret out of the log. Origins lie in the keychain too, and are no secrets.
func (v *vault) hide(account string, s secret.Secret) {
	switch {
	case strings.HasPrefix(account, "client/") && strings.HasSuffix(account, oldSuffix):
		o := decodeOld(s, instant{})
		v.mask(o.password.text, o.address.text)
	case !strings.HasSuffix(account, originSuffix):
		v.mask(s)
	}
}

// get gives the secret of an account, or why there is none.
func (v *vault) get(account string) (secret.Secret, keystore.Kind) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if s, ok := v.given[account]; ok {
		return s, keystore.Unknown
	}
	it, ok := v.items[account]
	switch {
	case ok:
		return it.text, it.kind
	case !v.asked:
		return secret.Secret{}, keystore.Locked // nobody has said yet that it is empty
	}
	return secret.Secret{}, keystore.NotFound
}

// waiting reports whether the keychain has not answered, or only that it is locked.
func (v *vault) waiting() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.session {
		return false
	}
	for _, it := range v.items {
		if it.text.IsZero() && it.kind == keystore.Locked {
			return true
		}
	}
	return !v.asked
}

// load reads the accounts that are not known yet. It stops at a locked
// keychain, since every further question could open one more dialog, and marks
// what is left as locked. Where there is no keychain at all it goes on in
// memory, for this run only; nothing is ever written to a file instead.
func (v *vault) load(ctx context.Context, accounts []string) error {
	defer func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.asked = v.asked || ctx.Err() == nil
	}()
	var first error
	for n, account := range accounts {
		if v.known(account) {
			continue
		}
		store, turn := v.backend()
		text, err := store.Get(ctx, account)
		kind := keystore.KindOf(err)
		if _, now := v.backend(); now != turn {
			return v.load(ctx, accounts[n:])
		}
		switch {
		case err == nil:
			s := secret.New(text)
			v.hide(account, s)
			v.put(account, item{text: s})
			continue
		case kind == keystore.NotFound:
			v.put(account, item{kind: keystore.NotFound})
			continue
		case kind == keystore.Missing && v.giveUp():
			return nil
		}
		if first == nil {
			first = err
		}
		v.put(account, item{kind: kind})
		if kind == keystore.Locked || ctx.Err() != nil {
			for _, rest := range accounts[n+1:] {
				if !v.known(rest) {
					v.put(rest, item{kind: kind})
				}
			}
			return first
		}
	}
	return first
}

// known reports whether an account was read; a failure is asked for again.
func (v *vault) known(account string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := v.given[account]; ok {
		return true
	}
	it, ok := v.items[account]
	return ok && (!it.text.IsZero() || it.kind == keystore.NotFound)
}

// complete reports whether every account was read, or is known to be empty.
func (v *vault) complete(accounts []string) bool {
	for _, account := range accounts {
		if !v.known(account) {
			return false
		}
	}
	return true
}

// put notes what the keychain said, unless something newer was set while it was asked.
func (v *vault) put(account string, it item) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if old := v.items[account]; !old.text.IsZero() {
		return
	}
	it.learnt = v.now()
	v.items[account] = it
	v.seen = v.seen || it.kind == keystore.NotFound || !it.text.IsZero()
}

func (v *vault) backend() (store keystore.Store, turn int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.store, v.turn
}

// set stores a secret. What the person sets now beats a variable from the start of this run.
func (v *vault) set(ctx context.Context, account string, s secret.Secret) error {
	return v.keep(ctx, account, s, true)
}

// invent stores a secret that nobody has chosen, where there was none.
func (v *vault) invent(ctx context.Context, account, prefix string) error {
	return v.keep(ctx, account, secret.Generate(prefix), false)
}

func (v *vault) keep(ctx context.Context, account string, s secret.Secret, chosen bool) error {
	v.hide(account, s)
	store, _ := v.backend()
	err := store.Set(ctx, account, s.Reveal())
	if keystore.KindOf(err) == keystore.Missing && v.giveUp() {
		store, _ = v.backend()
		err = store.Set(ctx, account, s.Reveal())
	}
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.given, account)
	v.items[account] = item{text: s, learnt: v.now()}
	if v.session {
		v.chosen[account] = chosen
	} else {
		v.seen = true
	}
	return nil
}

// remove deletes a secret. There being no keychain is as good as gone.
func (v *vault) remove(ctx context.Context, account string) error {
	store, _ := v.backend()
	if err := store.Delete(ctx, account); err != nil && keystore.KindOf(err) != keystore.Missing && keystore.KindOf(err) != keystore.NotFound {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.given, account)
	v.items[account] = item{kind: keystore.NotFound}
	if v.session {
		v.chosen[account] = true
	}
	return nil
}

// drop forgets what a variable gave.
func (v *vault) drop(account string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.given, account)
}

// isGiven reports whether a flag or a variable gave the secret for this run.
func (v *vault) isGiven(account string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, ok := v.given[account]
	return ok
}

// sessionOnly reports whether secrets end with this run for want of a keychain.
func (v *vault) sessionOnly() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.session
}

func (v *vault) describe() string {
	store, _ := v.backend()
	return store.Describe()
}
