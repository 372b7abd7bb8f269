// The oracle of libs/kit/yaml: reads files as kubectl does and prints what it read.
//
// Standard input has one file a line, as base64. For each the answer is one line of JSON: a list of documents, each
// {"value": ...} or {"error": "..."}; reading ends at the first error, as kubectl's does.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type document struct {
	Value json.RawMessage `json:"value,omitempty"`
	Error string          `json:"error,omitempty"`
}

// read does what StreamVisitor of k8s.io/cli-runtime/pkg/resource does.
func read(file []byte) []document {
	documents := []document{}
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(file), 4096)
	for {
		extension := runtime.RawExtension{}
		if err := decoder.Decode(&extension); err != nil {
			if errors.Is(err, io.EOF) {
				return documents
			}
			return append(documents, document{Error: err.Error()})
		}
		raw := bytes.TrimSpace(extension.Raw)
		if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
			continue
		}
		documents = append(documents, document{Value: raw})
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		file, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			panic(err)
		}
		if err := encoder.Encode(read(file)); err != nil {
			panic(err)
		}
	}
}
