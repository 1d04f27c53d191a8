package control

import "context"

func (f *fake) QuitWhenIdle(context.Context) error { return f.did("quit when idle") }
