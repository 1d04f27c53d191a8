package responses

import "encoding/json"

// outcome is what a client makes of a stream: the deltas put together.
type outcome struct {
	events    []string
	terminal  string
	text      string
	thought   string
	refusal   string
	arguments []string // of each call, by output index
	calls     []wireItem
	response  wireResponse
}

type wireItem struct {
	Type, ID, Status, Name, Namespace, Role string
	CallID                                  string `json:"call_id"`
	Arguments                               json.RawMessage
	Input                                   string
	Summary                                 []struct{ Text string }
	Content                                 []wirePart
	Action                                  json.RawMessage
}

type wirePart struct{ Type, Text, Refusal string }

type wireResponse struct {
	ID, Status string
	Output     []json.RawMessage
	Error      *struct{ Code, Message string }
	Usage      *struct {
		Input  int64 `json:"input_tokens"`
		Output int64 `json:"output_tokens"`
		Total  int64 `json:"total_tokens"`
	}
	Incomplete *struct{ Reason string } `json:"incomplete_details"`
}

type wireEvent struct {
	Type     string
	Sequence *int            `json:"sequence_number"`
	ItemID   string          `json:"item_id"`
	Output   *int            `json:"output_index"`
	Content  *int            `json:"content_index"`
	Summary  *int            `json:"summary_index"`
	Item     json.RawMessage `json:"item"`
	Part     *wirePart
	Delta    *string
	Text     string
	Refusal  string
	Input    string
	Args     string          `json:"arguments"`
	Response json.RawMessage `json:"response"`
}
