package control

import "context"

func (f *fake) TryPortNow(context.Context) error  { return f.did("port") }
func (f *fake) TrySaveNow(context.Context) error  { return f.did("saving") }
func (f *fake) AskKeychain(context.Context) error { return f.did("unlock") }
func (f *fake) UseSession(context.Context) error  { return f.did("session") }

func (f *fake) StartFresh(context.Context) (SettingsView, error) {
	return SettingsView{Revision: 9}, f.did("fresh")
}

func (f *fake) DismissProblem(_ context.Context, code string) error { return f.did(code) }
func (f *fake) CrashReport(context.Context) (string, error)         { return "panic", f.did("report") }

func (f *fake) TestAll(context.Context) ([]TestResult, error) {
	return []TestResult{{What: TestKey, Name: "openai", OK: true}}, f.did("test")
}

func (f *fake) CheckPort(_ context.Context, port int) (PortAnswer, error) {
	return PortAnswer{FreePort: port + 1}, f.did(port)
}
