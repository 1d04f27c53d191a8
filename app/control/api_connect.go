package control

import "context"

// ConnectAPI tells how an app is connected, and tries the connection. Nothing
// that it gives to be shown holds a secret; GuideValue gives one, to be copied.
type ConnectAPI interface {
	// Guides lists all guides, those of programs that were found on this computer first.
	Guides(ctx context.Context) ([]GuideCard, error)
	// Guide gives the guide of a kind with the addresses of this Keyport and the models it has,
	// for a client; "" is an app that is not there yet. CodeNotFound for a kind without a guide.
	Guide(ctx context.Context, client, kind string) (Guide, error)
	// GuideValue gives one value of a guide as it is to be pasted, secrets filled in.
	GuideValue(ctx context.Context, client, kind, value string) (Secret, error)
	// TestClient does over the port what an app of this kind does ("" is the client's own kind) and
	// calls each, on this goroutine, when a step begins and when it has ended. The end of ctx stops it.
	TestClient(ctx context.Context, client, kind string, each func(Step)) error
}

// GuideCursor is the guide that says why Cursor cannot be connected. It is no kind of client.
const GuideCursor = "cursor"

// GuideCard is a guide in the list to choose from.
type GuideCard struct {
	Kind      string `json:"kind"`
	Title     string `json:"title"`     // the program's name: "Zed"
	Name      string `json:"name"`      // what to call the app, unless another has that name
	About     string `json:"about"`     // one sentence: what works
	Installed bool   `json:"installed"` // a folder or a program of it is on this computer
	Possible  bool   `json:"possible"`  // false: it cannot be connected, and the guide says why
}

// Guide is how a program is connected.
type Guide struct {
	Kind     string      `json:"kind"`
	Title    string      `json:"title"`
	Client   string      `json:"client"`
	Works    string      `json:"works"`  // the first thing to know: what works
	Limits   string      `json:"limits"` // what does not; "" when nothing is known
	Note     string      `json:"note"`   // what is different with the present settings; "" when nothing is
	Possible bool        `json:"possible"`
	Steps    []GuideStep `json:"steps"`
	Checked  string      `json:"checked"` // with which version of the program, and when
	Trouble  []string    `json:"trouble"` // what to look at when it does not work
	Undo     string      `json:"undo"`
}

// GuideStep is one numbered step.
type GuideStep struct {
	Text  string      `json:"text"`
	Value *GuideValue `json:"value,omitempty"` // what to copy for this step
}

// GuideValue is something to copy, as it may be shown.
type GuideValue struct {
	ID     string `json:"id"`     // for ConnectAPI.GuideValue
	Label  string `json:"label"`  // what it is: "Password"
	Shown  string `json:"shown"`  // the text with a placeholder for each secret
	Secret bool   `json:"secret"` // the filled text holds a password or a private address
}
