package control

import (
	"context"
	"time"
)

// ProblemsAPI is what helps against problems, as far as nothing has to be asked
// for it. Who has only a Problem calls Act.
type ProblemsAPI interface {
	// TryPortNow tries a port that was taken again at once. It fails with CodePortTaken while it still is.
	TryPortNow(ctx context.Context) error
	// TrySaveNow looks whether the settings can be written again. It fails with CodeReadOnly while they cannot.
	TrySaveNow(ctx context.Context) error
	// AskKeychain asks the keychain again, with its question for the password; it ends a UseSession. It returns
	// at once: what the keychain says shows in the state. While a question is open, no second one is asked.
	AskKeychain(ctx context.Context) error
	// UseSession leaves the keychain alone for this run: keys and app passwords live in memory and end with it.
	UseSession(ctx context.Context) error
	// StartFresh says yes to the settings that count now, in place of a file that was damaged or has mistakes
	// in it; a copy of that file is kept. It fails with CodeInvalid when the file is good.
	StartFresh(ctx context.Context) (SettingsView, error)
	// DismissProblem puts a problem away that offers ActionDismiss; no_tray for good, others until they come
	// again. It fails with CodeNotFound when there is no such problem.
	DismissProblem(ctx context.Context, code string) error
	// CrashReport gives the text that the last crash has left. It fails with CodeNotFound when there is none.
	CrashReport(ctx context.Context) (string, error)
	// TestAll checks the key of every account and the connection of every app.
	TestAll(ctx context.Context) ([]TestResult, error)
}

// What a TestResult is about.
const (
	TestKey = "key"
	TestApp = "app"
)

// TestResult is one line of TestAll.
type TestResult struct {
	What   string        `json:"what"` // TestKey, TestApp
	Name   string        `json:"name"` // of the account or the app
	OK     bool          `json:"ok"`
	Detail string        `json:"detail"` // a sentence
	Took   time.Duration `json:"took"`
}
