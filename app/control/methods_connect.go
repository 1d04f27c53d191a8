package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"keyport/assets"
)

const (
	routeGuides     = "/guides"
	routeGuide      = "/guide"
	routeGuideValue = "/guide/value"
	routeTest       = "/client/test"
)

type guideIn struct{ Client, Kind, Value string }

var connectMethods = map[string]method{
	routeGuides: call(func(ctx context.Context, a API, _ nothing) ([]GuideCard, error) { return a.Guides(ctx) }),
	routeGuide:  call(func(ctx context.Context, a API, in guideIn) (Guide, error) { return a.Guide(ctx, in.Client, in.Kind) }),
	routeGuideValue: call(func(ctx context.Context, a API, in guideIn) (textIn, error) {
		value, err := a.GuideValue(ctx, in.Client, in.Kind, in.Value)
		return textIn{value.Reveal()}, err
	}),
}

// stepLine is one line of a test under way: a step, the error that ends it, or its good end.
type stepLine struct {
	Step  *Step  `json:"step,omitempty"`
	Error *Error `json:"error,omitempty"`
	End   bool   `json:"end,omitempty"`
}

// test writes a line for every step when it begins and when it has ended. The
// caller stops the test by closing the connection.
func (s *Server) test(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var in guideIn
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err != nil {
		reply(w, nil, &Error{Code: CodeInvalid, Message: assets.T("errors.request"), Cause: err})
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	lines, flush := json.NewEncoder(w), http.NewResponseController(w)
	say := func(line stepLine) {
		_ = lines.Encode(line) // a caller that is gone ends r's context, and with it the test
		_ = flush.Flush()
	}
	err = s.api.TestClient(r.Context(), in.Client, in.Kind, func(step Step) { say(stepLine{Step: &step}) })
	if err == nil {
		say(stepLine{End: true})
		return
	}
	if r.Context().Err() == nil {
		s.logError(routeTest, err)
	}
	say(stepLine{Error: told(err)})
}

// told is err as it may leave the program, see reply.
func told(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: CodeInternal, Message: assets.T("error.unknown")}
}
