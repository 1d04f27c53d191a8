package control

import "context"

// NetworkAPI answers what a person asks while they choose where Keyport listens.
type NetworkAPI interface {
	// CheckPort says whether Keyport could listen on a port, without doing so.
	CheckPort(ctx context.Context, port int) (PortAnswer, error)
}

// PortAnswer says what stands against a port.
type PortAnswer struct {
	OK       bool   `json:"ok"`
	Sentence string `json:"sentence,omitempty"`  // why not
	FreePort int    `json:"free_port,omitempty"` // one that could be taken instead; 0 when none is known
	Note     string `json:"note,omitempty"`      // what should be known of one that is free
}
