package ollama

import (
	"encoding/json"
	"time"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// A request without messages or prompt loads a model into memory, and with a
// keep_alive of zero unloads it: `ollama run` and `ollama stop` send these. There
// is no memory here, so the answer comes at once.

func localWord(unload bool) string {
	if unload {
		return "unload"
	}
	return "load"
}

// LocalAnswer is the answer to a request whose Local is set. It is one JSON
// object even when a stream was asked for, as from the real server. model is the
// name that the client asked for.
func LocalAnswer(r *Request, model string, now time.Time) []byte {
	b := appendHead(nil, jsonedit.Quote(model), now)
	if r.generate {
		b = append(b, `"response":"",`...)
	} else {
		b = append(b, `"message":{"role":"assistant","content":""},`...)
	}
	b = append(b, `"done":true,"done_reason":"`...)
	return append(append(b, r.Local...), `"}`...)
}

// parseKeepAlive reads how long a model is to stay in memory, a number of
// seconds or a duration like "5m". Only zero has a meaning here: unload.
func parseKeepAlive(raw jsonedit.Raw) (unload bool, e *dialect.Error) {
	if isNull(raw) {
		return false, nil
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return false, bad("bad_keep_alive", "keep_alive must be a number of seconds or a duration such as \"5m\".")
	}
	switch v := v.(type) {
	case float64:
		return v == 0, nil
	case string:
		d, err := time.ParseDuration(v)
		if err != nil {
			e := bad("bad_keep_alive", "keep_alive must be a number of seconds or a duration such as \"5m\".")
			e.Cause = err
			return false, e
		}
		return d == 0, nil
	}
	return false, bad("bad_keep_alive", "keep_alive must be a number of seconds or a duration such as \"5m\".")
}
