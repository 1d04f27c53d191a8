package control

import "context"

// AutostartAPI is start at login. The operating system keeps it and nobody else:
// every answer was read back from there. All of it works offline too.
type AutostartAPI interface {
	// Autostart says what happens at the next login.
	Autostart(ctx context.Context) (Autostart, error)
	// SetAutostart switches it on or off and gives what the system has afterwards, which may
	// be AutostartBlocked. Only a person's own wish may call it: no start, update or repair does.
	// What is in the way fails with CodeAutostart.
	SetAutostart(ctx context.Context, on bool) (Autostart, error)
}

// AutostartState is what happens at the next login.
type AutostartState string

// The states of start at login.
const (
	AutostartOn          AutostartState = "on"
	AutostartOff         AutostartState = "off"
	AutostartBlocked     AutostartState = "switched_off" // in the system's own settings, which Keyport never changes
	AutostartElsewhere   AutostartState = "elsewhere"    // another program is started, or the one that is meant is not there any more
	AutostartUnavailable AutostartState = "unavailable"  // an entry cannot be written
)

// Autostart is start at login as the system has it.
type Autostart struct {
	State AutostartState `json:"state"`
	// Sentence says what is unusual about it, and what to do; "" when nothing is.
	Sentence string `json:"sentence,omitempty"`
	// Starts: something is started at the next login, be it this program or another one.
	Starts bool `json:"starts"`
	// Program is the path of what the entry starts, Entry the place where that is written; "" where there is none.
	Program string `json:"program,omitempty"`
	Entry   string `json:"entry,omitempty"`
	// SystemPage is the address of the page of the system's settings where an AutostartBlocked ends; "" where it has none.
	SystemPage string `json:"system_page,omitempty"`
}
