package control

import (
	"keyport/app/settings"
	"keyport/proxy/secret"
)

// The values that a client of the socket works with, by the names that it
// needs, so that windows import this package alone.
type (
	// Account is one [[upstream]] of the settings; Upstream is its status.
	Account = settings.Upstream
	// App is one [[client]] of the settings; Client is its status.
	App = settings.Client
	// Listen is where Keyport listens.
	Listen = settings.Listen
	// Limits bound what requests may take.
	Limits = settings.Limits
	// Rule is what to change for some models.
	Rule = settings.Rule
	// Think says what happens to thought tags.
	Think = settings.Think
	// Values are parameter values.
	Values = settings.Values
	// Duration is a time span of the settings.
	Duration = settings.Duration
)

// The kinds of an Account, and the default access mode.
const (
	KindOpenAI    = settings.KindOpenAI
	KindAzure     = settings.KindAzure
	KindAnthropic = settings.KindAnthropic
	KindDemo      = settings.KindDemo
	AccessClients = settings.AccessClients
)

// NewSecret wraps a text that must not be printed.
func NewSecret(text string) Secret { return secret.New(text) }

// LooksLikePassword reports whether text is an app password made by Keyport rather than a provider's key.
func LooksLikePassword(text string) bool { return secret.LooksLikePassword(text) }

// Desktop is how Keyport shows itself.
type Desktop = settings.Desktop

// FromSystem leaves a choice of Desktop to the operating system.
const FromSystem = settings.FromSystem

// Looks lists what Desktop.Look may be.
func Looks() []string { return settings.Looks() }
