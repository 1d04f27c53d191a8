package windowtest

import "context"

// QuitWhenIdle implements control.API.
func (f *Fake) QuitWhenIdle(context.Context) error {
	f.Lock()
	defer f.Unlock()
	return f.Enter("QuitWhenIdle", "QuitWhenIdle")
}
