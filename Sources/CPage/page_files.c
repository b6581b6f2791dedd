#include "page_files.h"

// The bytes of each file (C23, section 6.10.4), then their names. The charts' library is no part of
// the repository: `make charts` fetches it, and a program that was built without it says so.

#define FILE_NAMED(name, bytes) {name, bytes, sizeof bytes}

static const unsigned char api_js[] = {
#embed "../Page/files/api.js"
};
static const unsigned char base_css[] = {
#embed "../Page/files/base.css"
};
static const unsigned char boundary_js[] = {
#embed "../Page/files/boundary.js"
};
static const unsigned char chart_js[] = {
#embed "../Page/files/chart.js"
};
static const unsigned char compare_js[] = {
#embed "../Page/files/compare.js"
};
static const unsigned char controls_css[] = {
#embed "../Page/files/controls.css"
};
static const unsigned char dom_js[] = {
#embed "../Page/files/dom.js"
};
static const unsigned char format_js[] = {
#embed "../Page/files/format.js"
};
static const unsigned char heatmap_js[] = {
#embed "../Page/files/heatmap.js"
};
static const unsigned char icon_svg[] = {
#embed "../Page/files/icon.svg"
};
static const unsigned char index_html[] = {
#embed "../Page/files/index.html"
};
static const unsigned char job_answers_js[] = {
#embed "../Page/files/job-answers.js"
};
static const unsigned char job_claims_js[] = {
#embed "../Page/files/job-claims.js"
};
static const unsigned char job_layers_js[] = {
#embed "../Page/files/job-layers.js"
};
static const unsigned char job_neurons_js[] = {
#embed "../Page/files/job-neurons.js"
};
static const unsigned char job_overview_js[] = {
#embed "../Page/files/job-overview.js"
};
static const unsigned char job_spec_js[] = {
#embed "../Page/files/job-spec.js"
};
static const unsigned char job_js[] = {
#embed "../Page/files/job.js"
};
static const unsigned char jobs_js[] = {
#embed "../Page/files/jobs.js"
};
static const unsigned char key_js[] = {
#embed "../Page/files/key.js"
};
static const unsigned char lesson_panel_js[] = {
#embed "../Page/files/lesson-panel.js"
};
static const unsigned char lesson_runs_js[] = {
#embed "../Page/files/lesson-runs.js"
};
static const unsigned char lesson_theory_js[] = {
#embed "../Page/files/lesson-theory.js"
};
static const unsigned char lesson_js[] = {
#embed "../Page/files/lesson.js"
};
static const unsigned char main_js[] = {
#embed "../Page/files/main.js"
};
static const unsigned char network_js[] = {
#embed "../Page/files/network.js"
};
static const unsigned char palette_js[] = {
#embed "../Page/files/palette.js"
};
static const unsigned char reference_js[] = {
#embed "../Page/files/reference.js"
};
static const unsigned char route_js[] = {
#embed "../Page/files/route.js"
};
static const unsigned char spec_edit_js[] = {
#embed "../Page/files/spec-edit.js"
};
static const unsigned char spec_short_js[] = {
#embed "../Page/files/spec-short.js"
};
static const unsigned char spec_start_js[] = {
#embed "../Page/files/spec-start.js"
};
static const unsigned char steps_js[] = {
#embed "../Page/files/steps.js"
};
static const unsigned char sweep_plots_js[] = {
#embed "../Page/files/sweep-plots.js"
};
static const unsigned char sweep_table_js[] = {
#embed "../Page/files/sweep-table.js"
};
static const unsigned char sweep_values_js[] = {
#embed "../Page/files/sweep-values.js"
};
static const unsigned char sweep_js[] = {
#embed "../Page/files/sweep.js"
};
static const unsigned char train_faults_js[] = {
#embed "../Page/files/train-faults.js"
};
static const unsigned char train_form_js[] = {
#embed "../Page/files/train-form.js"
};
static const unsigned char train_js[] = {
#embed "../Page/files/train.js"
};
static const unsigned char views_css[] = {
#embed "../Page/files/views.css"
};

#if __has_embed("../Page/files/uplot.iife.min.js")
#define HAS_CHARTS 1
static const unsigned char uplot_iife_min_js[] = {
#embed "../Page/files/uplot.iife.min.js"
};
static const unsigned char uplot_min_css[] = {
#embed "../Page/files/uplot.min.css"
};
static const unsigned char uplot_licence_txt[] = {
#embed "../Page/files/uplot-licence.txt"
};
#endif

static const struct page_file files[] = {
    FILE_NAMED("api.js", api_js),
    FILE_NAMED("base.css", base_css),
    FILE_NAMED("boundary.js", boundary_js),
    FILE_NAMED("chart.js", chart_js),
    FILE_NAMED("compare.js", compare_js),
    FILE_NAMED("controls.css", controls_css),
    FILE_NAMED("dom.js", dom_js),
    FILE_NAMED("format.js", format_js),
    FILE_NAMED("heatmap.js", heatmap_js),
    FILE_NAMED("icon.svg", icon_svg),
    FILE_NAMED("index.html", index_html),
    FILE_NAMED("job-answers.js", job_answers_js),
    FILE_NAMED("job-claims.js", job_claims_js),
    FILE_NAMED("job-layers.js", job_layers_js),
    FILE_NAMED("job-neurons.js", job_neurons_js),
    FILE_NAMED("job-overview.js", job_overview_js),
    FILE_NAMED("job-spec.js", job_spec_js),
    FILE_NAMED("job.js", job_js),
    FILE_NAMED("jobs.js", jobs_js),
    FILE_NAMED("key.js", key_js),
    FILE_NAMED("lesson-panel.js", lesson_panel_js),
    FILE_NAMED("lesson-runs.js", lesson_runs_js),
    FILE_NAMED("lesson-theory.js", lesson_theory_js),
    FILE_NAMED("lesson.js", lesson_js),
    FILE_NAMED("main.js", main_js),
    FILE_NAMED("network.js", network_js),
    FILE_NAMED("palette.js", palette_js),
    FILE_NAMED("reference.js", reference_js),
    FILE_NAMED("route.js", route_js),
    FILE_NAMED("spec-edit.js", spec_edit_js),
    FILE_NAMED("spec-short.js", spec_short_js),
    FILE_NAMED("spec-start.js", spec_start_js),
    FILE_NAMED("steps.js", steps_js),
    FILE_NAMED("sweep-plots.js", sweep_plots_js),
    FILE_NAMED("sweep-table.js", sweep_table_js),
    FILE_NAMED("sweep-values.js", sweep_values_js),
    FILE_NAMED("sweep.js", sweep_js),
    FILE_NAMED("train-faults.js", train_faults_js),
    FILE_NAMED("train-form.js", train_form_js),
    FILE_NAMED("train.js", train_js),
    FILE_NAMED("views.css", views_css),
#ifdef HAS_CHARTS
    FILE_NAMED("uplot.iife.min.js", uplot_iife_min_js),
    FILE_NAMED("uplot.min.css", uplot_min_css),
    FILE_NAMED("uplot-licence.txt", uplot_licence_txt),
#endif
};

const size_t page_file_count = sizeof files / sizeof files[0];

const struct page_file *page_file_at(size_t index) { return &files[index]; }
