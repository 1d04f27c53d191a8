package app

import (
	"context"
	"time"
)

// watchOld takes former passwords and private addresses out of the keychain
// when their hour is over. They open nothing by then: the proxy looks at the
// clock itself. While there are none, nothing wakes it.
func (k *Keyport) watchOld(ctx context.Context) {
	for {
		var clock <-chan time.Time
		if next := k.sweepOld(ctx); next > 0 {
			clock = time.After(next)
		}
		select {
		case <-ctx.Done():
			return
		case <-k.resweep:
		case <-clock:
		}
	}
}

// sweepOld removes what has ended, and gives the time to the next end; 0 is none.
// What a keychain does not let go of now is tried again at the next chance.
func (k *Keyport) sweepOld(ctx context.Context) (next time.Duration) {
	k.change.Lock()
	defer k.change.Unlock()
	now, changed := k.vault.now(), false
	for _, c := range k.effective().Clients {
		if text, _ := k.vault.get(oldAccount(c.Name)); text.IsZero() {
			continue
		}
		all := k.vault.old(c.Name)
		o := all.counting(now)
		if o.none() || o.fewer(all) {
			err := k.vault.setOld(ctx, c.Name, o)
			changed = changed || err == nil
		}
		for _, one := range []oldSecret{o.password, o.address} {
			if left := one.ends.Sub(now.wall); !one.text.IsZero() && (next == 0 || left < next) {
				next = left
			}
		}
	}
	if changed {
		k.republish()
	}
	return next
}
